# shellcheck shell=bash disable=SC2016,SC2154
# What a newcomer's first command leaves: a dataset from this build, a training, a model that
# llama.cpp serves and one that embeds, chats that were billed. At its end everything is stopped, so
# both deployments are there without a replica.

play() {
  ark quickstart --minutes 0.2 --down >&2
}
