import type { RouteInfo } from '../route-info';
import type { SkippedFile } from '../routes/route';
import { explorerScript } from './explorer-script';
import { explorerStyle } from './explorer-style';
import { markup, type Markup } from './markup';
import { countRoutes } from './serve-routes';
import { shownMethods } from './shown-methods';

/** What the page shows. */
export interface ExplorerView {
  /** As the developer named it. */
  readonly directory: string;
  readonly routes: readonly RouteInfo[];
  readonly skipped: readonly SkippedFile[];
  /** What is wrong with files that cannot be served now, and what is served instead. */
  readonly problem?: string | undefined;
}

const heads = ['Method', 'URL', 'File', 'Style', 'Middleware', 'Guards', 'Answered'];

/** The route table as a page of its own, without any other asset. */
export function renderExplorerPage({ directory, routes, skipped, problem }: ExplorerView): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${countRoutes(routes)} of ${directory}</title>
<link rel="icon" href="data:,">
<style>${{ html: explorerStyle }}</style>
</head>
<body>
<header>
<h1>Routes of <code>${directory}</code></h1>
<p>In match order: the first that fits a URL answers it.</p>
</header>
<main>
${problem !== undefined && renderProblem(problem)}
${renderFilter(routes)}
<div class="frame">
${routes.length > 0 && renderRoutes(routes)}
<p class="empty" id="none" hidden>No route fits this filter.</p>
${routes.length === 0 && markup`<p class="empty">No routes yet. A file such as <code>${directory}/hello.js</code> makes one.</p>`}
</div>
${renderSkipped(skipped)}
</main>
<footer>Made anew at each request, by <code>pages-api dev</code> only. <a href="/_routes.json">The same for programs</a></footer>
<script>${{ html: explorerScript }}</script>
</body>
</html>
`.html;
}

function renderProblem(problem: string): Markup {
  return markup`<section class="broken" aria-labelledby="broken">
<h2 id="broken">Not all files can be served</h2>
<p>What is put right is served at once.</p>
<pre>${problem}</pre>
</section>`;
}

function renderFilter(routes: readonly RouteInfo[]): Markup {
  const styles = [...new Set(routes.map(({ style }) => style))].sort();
  const methods = [...new Set(routes.flatMap(shownMethods))].filter((method) => method !== '*').sort();
  return markup`<form role="search">
<label><span>Filter <kbd>/</kbd></span>
<input type="search" name="text" placeholder="URL, file, middleware, guard" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<label>Style <select name="style"><option value="">any</option>${styles.map(renderOption)}</select></label>
<label>Method <select name="method"><option value="">any</option>${methods.map(renderOption)}</select></label>
<button type="reset">Clear</button>
<output>${countRoutes(routes)}</output>
</form>`;
}

function renderOption(value: string): Markup {
  return markup`<option>${value}</option>`;
}

/** The roles hold where small screens lay the table out as cards. */
function renderRoutes(routes: readonly RouteInfo[]): Markup {
  return markup`<table id="routes" role="table">
<caption>Routes in match order</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => markup`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${routes.map(renderRoute)}</tbody>
</table>`;
}

function renderRoute(route: RouteInfo): Markup {
  const methods = shownMethods(route);
  return markup`<tr role="row" data-style="${route.style}" data-methods="${methods.join(' ')}">
<td role="cell" data-label="Method"><span class="methods">${methods.map(renderMethod)}</span></td>
<th scope="row" role="rowheader" class="url">${renderPattern(route)}</th>
<td role="cell" data-label="File" class="file"><code title="${route.file}">${breakable(route.path)}</code></td>
<td role="cell" data-label="Style">${route.style}</td>
<td role="cell" data-label="Middleware">${renderMiddleware(route)}</td>
<td role="cell" data-label="Guards">${renderGuards(route)}</td>
<td role="cell" data-label="Answered">${route.prerendered ? 'prerendered' : 'live'}</td>
</tr>
`;
}

function renderMethod(method: string): Markup {
  return markup`<span class="method ${method}">${method === '*' ? 'any' : method}</span> `;
}

/** May go on in another line behind each slash. */
function breakable(path: string): Markup {
  const pieces = path.split(/(?<=\/)/).map((piece) => markup`${piece}<wbr>`);
  return markup`${pieces}`;
}

/** Parameters stand out; what a GET reaches without any is a link. */
function renderPattern({ pattern, methods }: RouteInfo): Markup {
  const parts = pattern
    .split(/(\[+[^\]]*\]+|\*\*$)/)
    .map((part, i) => (i % 2 === 1 ? markup`<span class="param">${part}</span>` : breakable(part)));
  const isReachable = parts.length === 1 && (methods.includes('GET') || methods.includes('*'));
  const code = markup`<code>${parts}</code>`;
  return isReachable ? markup`<a href="${pattern}">${code}</a>` : code;
}

function renderMiddleware({ middleware, prerendered }: RouteInfo): Markup {
  if (middleware.length === 0) return markup`<span class="none">${prerendered ? 'ran ahead of time' : 'none'}</span>`;
  const steps = middleware.map(
    ({ name, file }) => markup`<li><code>${name}</code> <span class="from">${file}</span></li>`,
  );
  return markup`<ol>${steps}</ol>`;
}

function renderGuards({ guards: { cors, csrf, bodyLimit }, prerendered }: RouteInfo): Markup {
  const chips = [
    cors !== false && `CORS: ${cors.join(', ')}`,
    csrf !== false && ['CSRF', ...csrf.map((origin) => `trusts ${origin}`)].join(', '),
    !prerendered && (bodyLimit === false ? 'body: no limit' : `body: ${bodyLimit}`),
  ].filter((chip) => chip !== false);
  if (chips.length === 0) return markup`<span class="none">none</span>`;
  return markup`<ul class="chips">${chips.map((chip) => markup`<li class="chip">${chip}</li> `)}</ul>`;
}

function renderSkipped(skipped: readonly SkippedFile[]): Markup {
  if (skipped.length === 0) return markup`<p>Every other file is middleware.</p>`;
  return markup`<section aria-labelledby="skipped-title">
<h2 id="skipped-title">Files that are no routes</h2>
<p>They lie in the directory and are left alone.</p>
<div class="frame"><table id="skipped" role="table">
<caption>Files that are no routes</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">File</th><th scope="col" role="columnheader">Why not</th></tr></thead>
<tbody role="rowgroup">
${skipped.map(renderSkippedFile)}</tbody>
</table></div>
</section>`;
}

function renderSkippedFile({ path, reason }: SkippedFile): Markup {
  return markup`<tr role="row">
<th scope="row" role="rowheader" class="url"><code>${breakable(path)}</code></th>
<td role="cell" data-label="Why not">${reason}</td>
</tr>
`;
}
