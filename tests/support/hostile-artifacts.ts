import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { makeExperiment, makeRun, RUN } from './mlruns-notation.ts';
import { listen } from './serve.js';

/** A server that no file may reach. It writes down every request, and every try to open a socket. */
export interface Trap {
  readonly url: string;
  readonly hits: string[];
  stop(): void;
}

export async function startTrap(): Promise<Trap> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/html' }).end('trap');
  });
  server.on('upgrade', (request, socket) => {
    hits.push(`socket ${request.url}`);
    socket.destroy();
  });
  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}/trap`, hits, stop: () => server.close() };
}

/** Writes a store of one run, "hostile", whose files try whatever files can try. */
export function writeHostileStore(folder: string, trap: string): void {
  const run = `1/${RUN}`;
  const store = { ...makeExperiment('1'), ...makeRun(run, {}, { run_name: 'hostile' }) };
  const write = (path: string, content: string | Uint8Array) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  for (const [path, text] of Object.entries(store)) write(path, text);
  for (const [name, content] of Object.entries(makeHostileFiles(trap)))
    write(`${run}/artifacts/${name}`, content);
}

function makeHostileFiles(trap: string): Record<string, string | Uint8Array> {
  return {
    'attempts.html': attemptsPage(trap),
    'away.html': `<meta http-equiv="refresh" content="0;url=./index.html"><p>Going to the app</p>`,
    'save.html': `<p>Saving</p><a id="a" href="./index.html?trap" download="x">x</a><script>setTimeout(() => document.getElementById('a').click(), 50)</script>`,
    'clean.html': cleanPage(trap),
    'deep.html': `<p>Beginning</p>${'<div><b style="x">'.repeat(60_000)}${'x'.repeat(1_000_000)}`,
    'notes.md': markdownNote(trap),
    'study.ipynb': JSON.stringify(notebook(trap)),
    'paper.pdf': makePdf(trap),
    'picture.svg': svgPicture(trap),
    'page.png': `<script>window.trapped = 'png'</script><img src=x onerror="window.trapped = 'png'">`,
    'tail.png': new Uint8Array([...PNG, ...Buffer.from('<script>window.trapped = "tail"</script>')]),
    'invoice\u202egnp.html': '<p>A name that turns around</p>',
  };
}

/** What a page that runs tries, each with what came of it; told to the page around it, which should not listen. */
function attemptsPage(trap: string): string {
  return `<!doctype html><base href="${trap}/base/"><title>attempts</title>
<link rel="stylesheet" href="${trap}-css"><img src="${trap}-img"><img src="/trap-own-img">
<iframe src="${trap}-frame"></iframe><iframe src="data:text/html,<script>parent.postMessage(1,'*')</script>"></iframe>
<iframe srcdoc="<script>try { top.localStorage.trapped = 1 } catch {} top.postMessage('cairn-sandbox-ready', '*'); fetch('${trap}-srcdoc').catch(() => {})</script>"></iframe>
<object data="${trap}-object"></object><embed src="${trap}-embed">
<form id="form" action="${trap}-form" method="post"><input name="a" value="b"></form>
<a id="script-link" href="javascript:top.trapped='link'">x</a><a id="top-link" href="${trap}-top" target="_top">x</a>
<script>
const results = {};
const attempt = (name, action) => {
  try { const value = action(); results[name] = 'done ' + (value === undefined ? '' : String(value).slice(0, 60)); }
  catch (error) { results[name] = error.name; }
};
attempt('origin', () => self.origin);
attempt('parentLocation', () => parent.location.href);
attempt('parentDocument', () => parent.document.title);
attempt('parentGlobal', () => { parent.trapped = 1 });
attempt('localStorage', () => { localStorage.trapped = 1 });
attempt('sessionStorage', () => { sessionStorage.trapped = 1 });
attempt('cookie', () => { document.cookie = 'trapped=1' });
attempt('indexedDB', () => indexedDB.open('trapped'));
attempt('caches', () => caches.open('trapped').catch(() => {}));
attempt('serviceWorker', () => navigator.serviceWorker.register('/sw.js').catch(() => {}));
attempt('topLocation', () => { top.location = '${trap}-top' });
attempt('topHash', () => { top.location.hash = '#trapped' });
attempt('open', () => open('${trap}-open'));
attempt('alert', () => alert('trapped'));
attempt('confirm', () => confirm('trapped'));
attempt('print', () => print());
attempt('beacon', () => navigator.sendBeacon('${trap}-beacon', 'x'));
attempt('xhr', () => { const asked = new XMLHttpRequest(); asked.open('GET', '${trap}-xhr'); asked.send() });
attempt('socket', () => { new WebSocket('${trap.replace('http', 'ws')}-socket') });
attempt('events', () => { new EventSource('${trap}-events') });
attempt('worker', () => { new Worker('/sw.js') });
attempt('blobWorker', () => { new Worker(URL.createObjectURL(new Blob(['fetch("${trap}-worker").catch(() => 0); try { importScripts("${trap}-scripts") } catch {}']))) });
attempt('scriptElement', () => { const script = document.createElement('script'); script.src = '${trap}-script'; document.head.append(script) });
attempt('form', () => document.getElementById('form').submit());
attempt('scriptLink', () => document.getElementById('script-link').click());
attempt('topLink', () => document.getElementById('top-link').click());
attempt('fakeReady', () => { for (let i = 0; i < 5; i++) parent.postMessage('cairn-sandbox-ready', '*') });
attempt('fakeMessage', () => parent.postMessage({ type: 'APPLY', path: ['api'], argumentList: [] }, '*'));
for (const [name, address] of [['fetchAway', '${trap}-fetch'], ['fetchOwn', '/trap-own']])
  results[name] = 'asked', fetch(address, { mode: 'no-cors' }).then(() => { results[name] = 'answered' }, () => { results[name] = 'refused' });
let messages = 0;
addEventListener('message', (event) => { if (event.source === parent) messages += 1 });
setTimeout(() => {
  results.messagesFromApp = messages;
  document.body.append('attempts over');
  parent.postMessage({ attempts: results }, '*');
  location.href = '${trap}-away';
}, 400);
</script>`;
}

/** For the view without scripts: what gets past cleaners that parse once and write text again, and the classics. */
function cleanPage(trap: string): string {
  const act = (name: string) => `window.trapped='${name}'`;
  return `<!doctype html><html><head><base href="${trap}/"><meta http-equiv="refresh" content="0;url=${trap}-refresh">
<link rel="stylesheet" href="${trap}-css"><style>body{display:none} .runpage-card{display:none}</style></head>
<body style="position:fixed;inset:0;z-index:9999" onload="${act('load')}" class="dialog">
<h1 id="run-artifacts" class="runpage-card">Report</h1>
<p style="position:fixed" onclick="${act('click')}">A paragraph</p>
<img src="${trap}-img"><img src=x onerror="${act('error')}"><img srcset="${trap}-set 1x"><table background="${trap}-ground"><tr><td>Cell</td></tr></table>
<video poster="${trap}-poster" src="${trap}-video"></video><audio src="${trap}-audio"></audio><input type="image" src="${trap}-input">
<a href="javascript:${act('href')}">script</a><a href=" java&#10;script:${act('href2')}">script</a><a href="data:text/html,x">data</a>
<a href="/relative">relative</a><a href="https://example.org/page">outside</a><a href="https://example.org@${trap.slice(7)}">lie</a>
<form action="${trap}-form"><button formaction="javascript:${act('form')}">Send</button></form>
<iframe src="javascript:${act('iframe')}"></iframe><iframe srcdoc="<script>${act('srcdoc')}</script>"></iframe>
<object data="javascript:${act('object')}"></object><embed src="${trap}-embed"><svg onload="${act('svg')}"><script>${act('svg')}</script></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${act('m1')}&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=${act('m2')}>
<svg></p><style><a id="</style><img src=1 onerror=${act('m3')}>">
<svg><foreignObject><p><style><!--</style><a id="--><img src=1 onerror=${act('m4')}>">
<noscript><p title="</noscript><img src=x onerror=${act('m5')}>">
<template><img src=x onerror=${act('m6')}></template><xmp><img src=x onerror=${act('m7')}></xmp>
<textarea></textarea><img src=x onerror=${act('m8')}><title></title><style></style><img/src=x/onerror=${act('m9')}>
<a name="getElementById" id="body">clobber</a><img name="createElement"><p>Last words</p></body></html>`;
}

function markdownNote(trap: string): string {
  return `# Notes

[a link](javascript:window.trapped='md') <script>window.trapped='md'</script> ![picture](${trap}-md)

<img src=x onerror="window.trapped='md'">

[data](data:text/html,x) <a href="javascript:window.trapped='md'">raw</a>
`;
}

function notebook(trap: string): unknown {
  const html = [
    `<script>window.trapped='nb'</script><img src=x onerror="window.trapped='nb'">`,
    `<img src="${trap}-nb"><table style="position:fixed"><tr><td>frame cell</td></tr></table>`,
  ];
  const output = (data: unknown) => ({ output_type: 'display_data', metadata: {}, data });
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { language: 'python' }, __proto__: null },
    cells: [
      { cell_type: 'markdown', source: [`# Study\n`, `[x](javascript:window.trapped='nb')`] },
      {
        cell_type: 'code',
        execution_count: 3,
        source: 'show()',
        outputs: [
          output({ 'text/html': html }),
          output({ 'application/javascript': `window.trapped='nb'`, 'text/plain': 'words instead' }),
          output({ 'image/svg+xml': svgPicture(trap) }),
          { output_type: 'stream', name: 'stdout', text: ['\u001b[31mred\u001b[0m words'] },
          {
            output_type: 'error',
            ename: 'E',
            evalue: 'v',
            traceback: ['\u001b[0;31mValueError\u001b[0m: no'],
          },
        ],
      },
    ],
  };
}

function svgPicture(trap: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" onload="window.trapped='svg'">
<script>window.trapped='svg'; fetch('${trap}-svg')</script><image href="${trap}-svg-image" width="9" height="9"/>
<foreignObject width="60" height="40"><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="${trap}-svg-frame"/></body></foreignObject>
<rect width="60" height="40" fill="teal"/></svg>`;
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** One page with a script that runs when it opens, links of four kinds and words in a font that it does not bring. */
function makePdf(trap: string): string {
  const content = 'BT /F1 24 Tf 40 200 Td (Hostile paper) Tj ET';
  const link = (n: number, action: string) =>
    `<< /Type /Annot /Subtype /Link /Rect [40 ${20 + n * 30} 160 ${40 + n * 30}] /A << ${action} >> >>`;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\('trapped'\\); this.submitForm\\('${trap}-pdf'\\);) >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 260] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /AA << /O << /S /URI /URI (${trap}-pdf-open) >> >> /Annots [6 0 R 7 0 R 8 0 R 9 0 R] >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    link(0, '/S /URI /URI (https://example.org/paper)'),
    link(1, "/S /URI /URI (javascript:window.trapped='pdf')"),
    link(2, '/S /Launch /F (calc.exe)'),
    link(3, `/S /JavaScript /JS (window.trapped='pdf')`),
  ];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}
