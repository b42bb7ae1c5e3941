/** Text on its ground has a contrast of 4.5 to 1 and more, in both schemes. */
export const explorerStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --line: #d5dae1; --text: #1c2128; --soft: #57606a; --accent: #0a58ca;
  --param: #8a3a00; --chip: #eceff3; --bad: #a40e26; --bad-page: #fff0f0; --bad-line: #e5a3ab;
  --get: #0f5f28; --get-page: #dcf7e3; --post: #0550ae; --post-page: #ddf1ff; --put: #7a4a00; --put-page: #fff1c9;
  --patch: #6033b5; --patch-page: #f4eaff; --delete: #a40e26; --delete-page: #ffe9ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --line: #303844; --text: #e6eaf0; --soft: #9ba6b4; --accent: #7db8ff;
    --param: #ffb27a; --chip: #262d37; --bad: #ff9a9a; --bad-page: #2b1518; --bad-line: #7d3a42;
    --get: #7ee2a0; --get-page: #12301d; --post: #86c5ff; --post-page: #10294a; --put: #f0c45c; --put-page: #33280c;
    --patch: #cfb0ff; --patch-page: #2a1f42; --delete: #ff9a9a; --delete-page: #3a181c;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
code, pre { font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { unicode-bidi: isolate; overflow-wrap: anywhere; }
main, header, footer { max-width: 1400px; margin: 0 auto; padding: 0 32px; }
header { padding-top: 28px; }
h1 { margin: 0; font-size: 24px; letter-spacing: -.01em; }
h1 code { font-size: .9em; }
h2 { margin: 36px 0 4px; font-size: 18px; }
p { margin: 4px 0 0; color: var(--soft); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
form {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 12px 16px; align-items: end;
  padding: 16px 0; background: var(--page);
}
label { display: grid; gap: 4px; color: var(--soft); font-size: 13px; }
label:first-of-type { flex: 1 1 320px; }
input, select, button {
  height: 38px; padding: 0 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--card);
  color: var(--text); font: inherit; font-size: 15px;
}
input { width: 100%; }
::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; }
kbd { padding: 0 5px; border: 1px solid var(--line); border-radius: 4px; font: 12px ui-monospace, monospace; }
output { flex: 1 0 100%; color: var(--soft); font-size: 14px; }
.broken { margin-top: 20px; padding: 16px 20px; border: 1px solid var(--bad-line); border-left-width: 5px; border-radius: 8px; background: var(--bad-page); }
.broken h2 { margin: 0; color: var(--bad); }
.broken p { color: var(--text); }
pre { margin: 12px 0 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
section > p { margin-bottom: 12px; }
.frame { border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; }
table { width: 100%; border-collapse: collapse; text-align: left; }
th, td { padding: 10px 16px; vertical-align: top; border-top: 1px solid var(--line); font-weight: inherit; }
thead th { border: 0; color: var(--soft); font-size: 13px; font-weight: 600; white-space: nowrap; }
tbody tr:hover { background: var(--page); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.methods { display: flex; flex-wrap: wrap; gap: 4px; max-width: 150px; }
.method, .chip { padding: 1px 7px; border-radius: 5px; background: var(--chip); font-size: 12.5px; white-space: nowrap; }
.method { font: 600 12px/1.6 ui-monospace, monospace; }
.GET { color: var(--get); background: var(--get-page); }
.POST { color: var(--post); background: var(--post-page); }
.PUT { color: var(--put); background: var(--put-page); }
.PATCH { color: var(--patch); background: var(--patch-page); }
.DELETE { color: var(--delete); background: var(--delete-page); }
.url, .file { min-width: 210px; }
.url code { font-size: 14px; }
.param { color: var(--param); }
ol, ul { margin: 0; padding: 0; list-style: none; }
ol li { position: relative; padding-left: 18px; }
ol li:only-child { padding: 0; }
ol li + li::before { position: absolute; left: 0; content: '\\2193' / ''; color: var(--soft); }
.from { color: var(--soft); font-size: 13px; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chip { white-space: normal; overflow-wrap: anywhere; }
.none { color: var(--soft); }
.empty { padding: 24px 16px; text-align: center; }
footer { padding-block: 28px 48px; color: var(--soft); font-size: 13px; }
@media (max-width: 860px) {
  main, header, footer { padding-inline: 16px; }
  form { position: static; gap: 12px; }
  label { flex: 1 1 130px; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  section > p { margin-bottom: 12px; }
.frame { border: 0; border-radius: 0; background: none; overflow: visible; }
  table, tbody { display: block; }
  tbody tr { display: grid; gap: 6px; margin-bottom: 12px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
  tbody tr:hover { background: var(--card); }
  tbody th, tbody td { display: grid; grid-template-columns: 92px 1fr; padding: 0; border: 0; }
  tbody th.url { display: block; order: -1; margin-bottom: 2px; }
  tbody .url code { font-size: 15px; }
  td::before { content: attr(data-label); color: var(--soft); font-size: 13px; }
  .methods { max-width: none; }
  kbd { display: none; }
}
`;
