#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

usage()
{
    cat <<'END'
Usage: packaging/debian.sh build [DIRECTORY]
       packaging/debian.sh try PACKAGE.deb

build: builds the Debian packages adrift and libadrift-dev, as DIRECTORY/*.deb (default: build-package/).
try: makes a clean system of this machine's release with debootstrap, installs the package there with apt, and
runs in it `adrift cases`, a sweep and `adrift verify`. As root, on Debian, with the package debootstrap; not part
of the tests. MIRROR is where Debian comes from (default: that which apt uses here), SUITE its release, ROOT the
directory of the clean system (default: a new one, removed at the end; needs about 1 GB).
END
}

say()
{
    printf 'packaging: %s\n' "$*" >&2
}

build_packages()
{
    directory=${1:-$source/build-package}
    cmake -S "$source" -B "$directory" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_TESTING=OFF
    cmake --build "$directory" --parallel "$(nproc)"
    (cd "$directory" && cpack -G DEB)
    ls -l "$directory"/*.deb
}

# The mirror of the first archive that apt knows, old format or new.
find_mirror()
{
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1
}

in_root()
{
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

clean_up()
{
    umount "$root/proc" 2>/dev/null || true
    if [ -z "${ROOT:-}" ]; then
        rm -rf -- "$root"
    fi
}

try_package()
{
    package=$1
    [ -r "$package" ] || { say "there is no $package"; exit 2; }
    mirror=${MIRROR:-$(find_mirror)}
    # shellcheck source=/dev/null
    suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
    root=${ROOT:-$(mktemp -d)}
    trap clean_up EXIT
    trap 'exit 1' INT TERM HUP
    if [ ! -x "$root/usr/bin/apt-get" ]; then
        say "a clean $suite in $root"
        debootstrap --variant=minbase "$suite" "$root" "$mirror"
    fi
    mount -t proc proc "$root/proc" 2>/dev/null || say 'without /proc'
    for tool in cc gcc cmake make ninja; do
        if in_root sh -c "command -v $tool" >/dev/null; then
            say "$tool is in the clean system"
            exit 1
        fi
    done
    cp -- "$package" "$root/root/adrift.deb"
    in_root apt-get update
    in_root apt-get install -y --no-install-recommends /root/adrift.deb
    say 'adrift --version, cases, sweep, verify:'
    in_root adrift --version
    in_root adrift cases
    in_root adrift examples /root/mine
    in_root adrift sweep /root/mine/experiments/factorial.cfg --replicates 2 -o /root/lines
    in_root adrift verify /root/lines
    in_root adrift sweep /usr/share/adrift/experiments/table.cfg --replicates 2 -o /root/table
    in_root apt-get remove -y adrift
    if in_root sh -c 'command -v adrift || ls -d /usr/share/adrift' 2>/dev/null; then
        say 'something is left after it was removed'
        exit 1
    fi
    say 'all of it worked'
}

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
case ${1:-},$# in
    build,1) build_packages ;;
    build,2) build_packages "$2" ;;
    try,2) try_package "$2" ;;
    --help,1 | -h,1) usage ;;
    *) usage >&2; exit 2 ;;
esac
