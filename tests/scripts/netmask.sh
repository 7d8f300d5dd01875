# Addresses as numbers, and networks.
number() { local IFS=.; set -- $1; echo $((($1 << 24) | ($2 << 16) | ($3 << 8) | $4)); }
dotted() { echo "$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"; }
describe() {
  address=$(number ${1%/*})
  bits=${1#*/}
  mask=$((0xffffffff << (32 - bits) & 0xffffffff))
  network=$((address & mask))
  last=$((network | ~mask & 0xffffffff))
  echo "$1: mask $(dotted $mask), from $(dotted $network) to $(dotted $last), $((last - network + 1)) addresses"
}
describe 192.168.17.42/24
describe 10.1.2.3/8
describe 172.16.99.1/20
describe 1.2.3.4/32
describe 0.0.0.0/0
