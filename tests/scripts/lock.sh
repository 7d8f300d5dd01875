lock() { (set -C; : >lockfile) 2>/dev/null; }
lock && echo got it
lock || echo busy
rm lockfile
lock && echo again
rm lockfile
