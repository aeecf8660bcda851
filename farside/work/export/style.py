"""How the pages look that people send each other: light and dark, narrow and wide, and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #21201c; --soft: #6b675e; --line: #dcd8ce; --back: #faf9f6;
  --card: #fff; --warn: #8a5a00; --flag: #fff3cd; --right: #d9f2d9; --mark: #ffe27a; --bad: #a00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e3dc; --soft: #a29d92; --line: #3a3833;
  --back: #161615; --card: #1f1e1c; --warn: #e0b050; --flag: #4a3b10; --right: #1d3d1d;
  --mark: #7a6412; --bad: #f28b82 } }
* { box-sizing: border-box }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; color: var(--ink);
  background: var(--back); margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 92rem;
  overflow-wrap: break-word }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; white-space: pre-line }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem }
h3 { font-size: 1rem; margin: 2rem 0 .5rem }
.answer, .sources, footer { max-width: 52rem }
.answer { font-size: 1.1rem }
.answer ul { padding-left: 1.2rem }
.said { white-space: pre-line }
.note, .where, footer { color: var(--soft); font-size: .9rem }
.why { color: var(--warn) }
.unsupported { border-bottom: 2px dotted var(--warn) }
a { color: inherit; text-underline-offset: .15em }
sup a { padding: 0 .15em }
.sources ol { list-style: none; padding: 0 }
.sources li { border-top: 1px solid var(--line); padding: 1rem 0; break-inside: avoid }
li:target, figure:target { outline: 3px solid var(--mark); outline-offset: 4px }
.n { color: var(--soft); font-weight: 600 }
blockquote { margin: .3rem 0; white-space: pre-line }
.quote { margin: 0; font-size: 1.05rem; white-space: pre-line }
.where { margin: .2rem 0 .6rem }
figure { margin: .75rem 0; break-inside: avoid }
figure svg { display: block; width: 100%; max-width: 52rem; height: auto; background: #fff;
  border: 1px solid var(--line); border-radius: 4px }
.kept { position: absolute }
.m { fill: #ffd000; fill-opacity: .38; stroke: #b58900; stroke-width: .7; stroke-opacity: .8 }
pre { font: inherit; white-space: pre-wrap; max-width: 52rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 4px; padding: .75rem 1rem; margin: .75rem 0 }
mark { background: var(--mark); color: inherit; padding: .1em 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .95rem; background: var(--card) }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; vertical-align: top;
  text-align: start; max-width: 34rem }
thead th:first-child, tbody th { position: sticky; left: 0; background: var(--back) }
tbody th { overflow-wrap: anywhere; min-width: 8rem } .number summary { white-space: nowrap }
td.long { min-width: 18rem } td details[open] { min-width: 16rem }
thead th { background: var(--back) }
td.number { text-align: end }
td.flag { background: var(--flag) } td.corrected { background: var(--right) }
td.problem { color: var(--bad) }
summary { cursor: pointer }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem }
footer ul { padding-left: 1.2rem; font-family: ui-monospace, monospace; font-size: .75rem }
@media (max-width: 30rem) { body { padding: 1rem .75rem } h1 { font-size: 1.3rem } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --back: #fff; --card: #fff;
    --warn: #6b4500; --flag: #fff; --right: #fff; --mark: #ffe27a; --bad: #a00 }
  body { max-width: none; padding: 0; font-size: 11pt }
  mark { outline: 1px solid #b58900; print-color-adjust: exact }
  td.flag { border: 2px solid #6b4500 }
  figure svg { max-height: 22cm; max-width: 100% }
  .wide { overflow: visible }
  thead { display: table-header-group }
  details::details-content { content-visibility: visible; block-size: auto }
}
"""
