#!/usr/bin/env bash
# Three questions to the sample documents: every page is read, every answer cites exactly.
set -euo pipefail
cd "$(dirname "$0")"

ask() {
  printf '\n? %s\n' "$1"
  farside ask "$@"
}

ask "By how much did working bell posts lower the number of wild boar on the track?" papers/boar-bells.pdf
ask "What is the total due on the invoice of Kowalski Piano Service?" invoices/invoice-kowalski-scan.pdf invoices/invoice-ferro-2291.pdf
ask "湖面结冰厚度超过多少时渡船应当停航？" legal/ferry-rules-zh.pdf
