#!/usr/bin/env bash
# Makes problems, trains an adapter of the smallest model on them, and proves it on others. Minutes on two cores.
set -euo pipefail

farside learn make --out demo --built 240 --most 0
farside learn train demo --name demo --model smollm2-135m --passes 1 --rate 0.001
farside learn prove demo demo --model smollm2-135m --most 40
