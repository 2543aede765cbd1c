/** The looks of the page, light or dark as the reader has it. The colours of series are told apart by people who see few colours, too. */
export const STYLE: string = `
:root { color-scheme: light dark; --back: #fbfbfa; --card: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #d5d9de;
  --series-1: #0072b2; --series-2: #c65a00; --series-3: #007a5a; --series-4: #9b3f86; --series-5: #8a6d00; --series-6: #444c56; --best: #e6f2fa }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --card: #1c2025; --text: #e8eaed; --soft: #a3acb6; --line: #383f47;
  --series-1: #56b4e9; --series-2: #f0a04b; --series-3: #3fc79a; --series-4: #e08fce; --series-5: #e3cf57; --series-6: #c9d1d9; --best: #16344a } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 48px }
h1 { font-size: 24px; margin: 0 0 16px } h2 { font-size: 19px; margin: 36px 0 12px } h3 { font-size: 15px; margin: 20px 0 6px }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 10px }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px }
.tiles span { display: block; color: var(--soft); font-size: 13px } .tiles b { font-size: 19px; font-weight: 600 }
dl { margin: 16px 0 } dl div { display: flex; gap: 12px } dt { flex: 0 0 92px; color: var(--soft) } dd { margin: 0 }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 14px; margin: 16px 0 }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px 8px; display: flex; flex-direction: column }
figure h3 { margin: 0 } .note { color: var(--soft); font-size: 13px; margin: 2px 0 6px } .none { color: var(--soft) }
figure > svg { width: 100%; height: auto; margin-top: auto }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 2px 0 6px; padding: 0; font-size: 13px }
.legend li { display: flex; align-items: center; gap: 6px } .key { width: 28px; height: 10px; flex: none }
svg text { font: 13px system-ui, sans-serif; fill: var(--soft) } svg .label { fill: var(--text) }
.middle { text-anchor: middle } .end { text-anchor: end }
.grid { stroke: var(--line); fill: none } .axis, .tick { stroke: var(--soft); fill: none }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.s1 { stroke: var(--series-1) } .s2 { stroke: var(--series-2) } .s3 { stroke: var(--series-3) }
.s4 { stroke: var(--series-4) } .s5 { stroke: var(--series-5) } .s6 { stroke: var(--series-6) }
circle { fill: var(--card); stroke-width: 2 }
.table { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: 4px 12px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
th { color: var(--soft); font-weight: 500 } th:first-child, td:first-child { text-align: left; padding-left: 4px }
.words :is(th, td):last-child { text-align: left; white-space: normal } .best td { background: var(--best); font-weight: 600 }
@media print { figure, .tiles div { break-inside: avoid } }
`
