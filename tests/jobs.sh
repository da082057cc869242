# SPDX-License-Identifier: GPL-3.0-or-later
# What tests share that send signals to a command at work; for bash. It is `job`, a process of the shell's own in the
# background. Nothing here goes by the clock, as a machine may be busy or stopped for any time.

# reaches FILE SIZE: waits until FILE has more bytes than that; false if the job has ended before
reaches() {
    local size=-1
    while [ "$size" -le "$2" ]; do
        kill -0 "$job" 2>/dev/null || return 1
        size=$(stat -c %s "$1" 2>/dev/null || echo -1)
    done
}

# catches: waits until the job catches SIGINT, or has worked for seconds and does not; false if it has ended before
catches() {
    local caught=0 ticks=0 stat
    while [ $((0x$caught >> 1 & 1)) -eq 0 ] && [ "$ticks" -lt 500 ]; do
        kill -0 "$job" 2>/dev/null || return 1
        caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$job/status" 2>/dev/null)
        read -r -a stat 2>/dev/null <"/proc/$job/stat" && ticks=${stat[13]}
    done
}

# works: waits until the job has had a tenth of a second of a processor; false if it has ended before
works() {
    local ticks=0 stat
    while [ "$ticks" -lt 10 ]; do
        kill -0 "$job" 2>/dev/null || return 1
        read -r -a stat 2>/dev/null <"/proc/$job/stat" && ticks=${stat[13]}
    done
}
