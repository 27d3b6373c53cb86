import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOPBACK_ARGS } from '../support/browser.js';
import { ROOT } from '../support/project.js';

/** What a browser needs to meet others on this machine and nothing else. */
export const SOCIABLE = { args: LOOPBACK_ARGS, permissions: ['microphone'] };

/**
 * Opens the page that fills a workspace under the app's own address, so that the app finds what it wrote. Only in a
 * profile that the app was not opened in yet: its service worker would answer.
 */
export async function withSeed(context, bench, use) {
  const address = `${bench.app}seed/`;
  await context.route(`${address}**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice('/seed/'.length);
    return route.fulfill({ path: join(ROOT, 'tests', '.cache', 'decode', path) });
  });
  const page = await context.newPage();
  await page.goto(`${address}share-seed.html`);
  await page.waitForFunction(() => window.seed !== undefined);
  const result = await use(page);
  await page.close();
  return result;
}

/** A page that counts what the measurements need; see `watchPage`. */
export async function openWatched(context, address) {
  const page = await context.newPage();
  await page.addInitScript(watchPage);
  await page.goto(address);
  return page;
}

/** Runs in the page, before anything else of it. */
function watchPage() {
  const watched = { connections: [], stalls: [], sent: {}, sentBytes: {} };
  window.watched = watched;
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      watched.connections.push(this);
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) watched.stalls.push({ startTime, duration });
  }).observe({ type: 'longtask' });
  // A frame ends with 1 when it is the last of its message; a message begins with its number.
  const unfinished = new WeakSet();
  const { send } = RTCDataChannel.prototype;
  RTCDataChannel.prototype.send = function (data) {
    if (this.label === 'log' && ArrayBuffer.isView(data) && data.byteLength > 1) {
      const code = data[0];
      if (!unfinished.has(this)) watched.sent[code] = (watched.sent[code] ?? 0) + 1;
      if (!unfinished.has(this)) this.messageCode = code;
      watched.sentBytes[this.messageCode] = (watched.sentBytes[this.messageCode] ?? 0) + data.byteLength;
      if (data.at(-1) === 0) unfinished.add(this);
      else unfinished.delete(this);
    }
    return send.call(this, data);
  };
  watched.received = async () => {
    const sums = { wire: 0, log: 0, blobs: 0, atMs: 0 };
    for (const connection of watched.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'transport') sums.wire += entry.bytesReceived;
        if (entry.type === 'data-channel' && entry.label in sums) sums[entry.label] += entry.bytesReceived;
      }
    }
    return { ...sums, atMs: performance.now() };
  };
}

/** Makes a link in the dialog of sharing; `button` and `box` are its accessible names. */
export async function makeLink(page, server, button, box) {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share workspace' });
  // The log is there from when a link can be made.
  await dialog.getByRole('button', { name: button, disabled: false }).waitFor();
  await dialog.getByRole('textbox', { name: 'Signaling server' }).fill(server);
  await dialog.getByRole('textbox', { name: 'Signaling server' }).blur();
  await dialog.getByRole('list', { name: 'Signaling servers' }).getByText(server).waitFor();
  await dialog.getByRole('button', { name: button }).click();
  const field = dialog.getByRole('textbox', { name: box });
  await field.waitFor();
  const link = await field.inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** Opens a link and fills in the form, up to the button. */
export async function openLink(page, link, name) {
  await page.goto(link);
  const dialog = page.getByRole('dialog', { name: 'Join workspace' });
  await dialog.getByRole('textbox', { name: /your name/i }).fill(name);
  return dialog.getByRole('button', { name: 'Join', exact: true });
}

/** Stalls of the main thread in a stretch of time: how many, all together, and the longest. */
export function stallsBetween(stalls, fromMs, toMs) {
  const found = stalls.filter(({ startTime }) => startTime >= fromMs && startTime < toMs);
  const durations = found.map(({ duration }) => duration);
  return {
    count: found.length,
    sumMs: durations.reduce((sum, ms) => sum + ms, 0),
    longestMs: Math.max(0, ...durations),
  };
}

/** Greatest resident memory of the renderers of a profile so far, in bytes; null where the system does not tell. */
export function peakOfRenderers(profile) {
  return greatestOfRenderers(profile, 'peakBytes');
}

/** The same as it is now. */
export function residentOfRenderers(profile) {
  return greatestOfRenderers(profile, 'nowBytes');
}

function greatestOfRenderers(profile, what) {
  if (process.platform !== 'linux') return null;
  const processes = readdirSync('/proc').flatMap((pid) =>
    /^\d+$/.test(pid) ? (readProcess(pid) ?? []) : [],
  );
  const family = new Set(processes.filter(({ command }) => command.includes(profile)).map(({ pid }) => pid));
  for (let size = -1; size !== family.size; ) {
    size = family.size;
    for (const one of processes) if (family.has(one.parent)) family.add(one.pid);
  }
  const renderers = processes.filter((one) => family.has(one.pid) && one.command.includes('--type=renderer'));
  return Math.max(...renderers.map((one) => one[what]));
}

function readProcess(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return {
      pid,
      parent: String(number('PPid')),
      command,
      peakBytes: number('VmHWM') * 1024,
      nowBytes: number('VmRSS') * 1024,
    };
  } catch {
    // Ended meanwhile.
    return null;
  }
}
