package org.arkwright.identity;

/**
 * What an operation of the API lets its caller do. Every operation has one; who has which is the
 * {@link Authorizer}'s to say.
 */
public enum Permission {
  /** To learn that there is a server, and what API it has; open to everybody. */
  PUBLIC,
  /** To see jobs, and why they wait. */
  JOB_READ,
  /** To see what the ranks of jobs have written. */
  JOB_LOGS,
  /** To submit jobs, trainings and pipelines, with the files that they begin with. */
  JOB_SUBMIT,
  /** To cancel and change jobs. */
  JOB_MANAGE,
  /** To open terminals in running ranks. */
  JOB_TERMINAL,
  /** To see what happened. */
  EVENT_READ,
  /** To see nodes and their devices. */
  NODE_READ,
  /** To drain, cordon, remove and test nodes. */
  NODE_MANAGE,
  /** To see quotas and projects. */
  QUOTA_READ,
  /** To set quotas. */
  QUOTA_MANAGE,
  /** To see deployments. */
  DEPLOYMENT_READ,
  /** To create, scale and remove deployments. */
  DEPLOYMENT_MANAGE,
  /** To see and download datasets, models and checkpoints. */
  ARTIFACT_READ,
  /** To import, remove, collect and verify them. */
  ARTIFACT_MANAGE,
  /** To see the gateway's keys, without their secrets. */
  KEY_READ,
  /** To create and revoke the gateway's keys. */
  KEY_MANAGE,
  /** To see usage and bills. */
  USAGE_READ,
  /** To see the usage of one's own job. */
  OWN_USAGE_READ,
  /** To log runs and metrics, and to see them; ranks within their project. */
  TRACKING,
  /** To replay the recorded jobs under changed conditions. */
  TWIN_RUN,
  /** To see the server's state, measurements and journal. */
  SERVER_READ,
  /** To stop the server. */
  SERVER_MANAGE,
  /** To report what happens on a node, and to fetch orders for it. */
  WORKER_EXCHANGE
}
