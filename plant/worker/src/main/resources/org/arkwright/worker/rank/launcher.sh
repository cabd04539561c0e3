# Runs one rank: launcher.sh RECORD PERMIT PREAMBLE COMMAND…
# Leads the rank's process group; records its process before the command runs and the command's
# exit status afterwards, whether or not a worker is running, and whatever signal but KILL the
# command sends to its group. The preamble is shell text that sets limits for the command's own
# process. Uses only builtins, because its cost is paid by every rank.
trap : HUP INT QUIT ABRT ALRM PIPE TERM USR1 USR2
record=$1 permit=$2 preamble=$3
shift 3
read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ < /proc/$$/stat || exit 125
echo "$$ $start" > "$record" || exit 125
if [ ! -e "$permit" ]; then
  echo 256 >> "$record"
  exit 125
fi
# The shell's own messages ("Killed") are not part of the rank's output.
exec 3>&2 2>/dev/null
# A stop signal may arrive before the subshell executes the command, so check for a stop file first.
([ ! -e "$record.stop" ] || exit 143; exec 2>&3 3>&-; eval "$preamble"; exec "$@")
status=$?
echo $status >> "$record" || exit $status
# Kills what the command left running in its process group, and this shell with it.
kill -KILL 0
