# Runs one rank: launcher.sh RECORD LICENCE PREAMBLE COMMAND…
# Leads the rank's process group, notes who it is before the command runs and how that ended
# afterwards, whether or not a worker is there to see it. The preamble is shell text that sets
# limits for the command's own process. Only builtins: every rank pays for what stands here.
trap : HUP INT TERM USR1 USR2
record=$1 licence=$2 preamble=$3
shift 3
read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ < /proc/$$/stat || exit 125
echo "$$ $start" > "$record" || exit 125
if [ ! -e "$licence" ]; then
  echo 256 >> "$record"
  exit 125
fi
# The shell's own remarks ("Killed") are not part of the rank's output.
exec 3>&2 2>/dev/null
# A request to stop may reach the part that becomes the command before that listens: it looks once.
([ ! -e "$record.stop" ] || exit 143; exec 2>&3 3>&-; eval "$preamble"; exec "$@")
status=$?
echo $status >> "$record" || exit $status
# Whatever the command left behind in its process group goes, and this shell with it.
kill -KILL 0
