import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startTrap, writeHostileStore } from '../support/hostile-artifacts.ts';
import { expect, test, waitUntilOffline } from './fixtures.ts';

/** What a browser says of tries that were refused, all within the frame that is shut off. */
const REFUSALS = [
  // An error that nobody caught there, of which the browser tells nothing.
  /^$/,
  /\((?:[^()]*\/sandbox\.html|about:srcdoc|blob:null\/[^()]*)\)$/,
  /violates the following Content Security Policy directive: "(?:connect-src 'none'|script-src 'unsafe-inline' 'unsafe-eval' blob: data:)"/,
  /^Fetch API cannot load http:\/\/127\.0\.0\.1:\d+\/trap\S+ Refused to connect because it violates the document's/,
  /^Framing '[^']*' violates .*"(?:default-src 'none'|frame-src 'self')"/,
  /^Blocked opening '[^']*' in a new window because .* sandboxed frame/,
  /^Blocked form submission to '[^']*' because the form's frame is sandboxed/,
  /^Unsafe attempt to initiate navigation for frame .* is sandboxed/,
  /^Ignored call to '(?:alert|confirm|print)\(\)'\. The document is sandboxed/,
];

test.use({
  visit: 'first',
  allowedErrors: [REFUSALS, { scope: 'test' }],
  refusedRequests: [/^http:\/\/127\.0\.0\.1:\d+\/trap/],
});

const region = (page: Page): Locator => page.getByRole('region', { name: 'Artifacts', exact: true });

async function choose(page: Page, name: string): Promise<void> {
  await region(page).getByRole('treeitem', { name }).click();
  await expect(region(page).getByRole('heading', { level: 3, name })).toBeVisible();
}

/** Everything of this app that a file could have changed. */
async function readApp(page: Page): Promise<unknown> {
  return await page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage).sort(),
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
    caches: (await caches.keys()).sort(),
    workers: (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active?.scriptURL),
    address: location.href,
    trapped: 'trapped' in window,
  }));
}

/** What of the cleaned nodes could act, load or reach out of its box. */
async function findActing(view: Locator): Promise<string[]> {
  return await view.evaluate((box) =>
    [...box.querySelectorAll('*')].flatMap((element) => {
      const { nodeName } = element;
      const bad =
        /^(SCRIPT|STYLE|LINK|META|BASE|IFRAME|OBJECT|EMBED|FORM|INPUT|BUTTON|SVG|MATH|VIDEO|AUDIO|TEMPLATE)$/i;
      const found = bad.test(nodeName) ? [nodeName] : [];
      for (const { name, value } of element.attributes) {
        if (
          /^(on|style|class|id|name|srcset|background|poster|action|target$)/.test(name) &&
          value !== '_blank'
        )
          found.push(`${nodeName} ${name}`);
        if (name === 'href' && !/^https?:/.test(value)) found.push(`${nodeName} ${value}`);
        if (name === 'src' && !value.startsWith('data:image/')) found.push(`${nodeName} ${value}`);
      }
      return found;
    }),
  );
}

test('files that try to break out reach nothing', async ({ page, context, site }) => {
  const trap = await startTrap();
  const folder = join(mkdtempSync(join(tmpdir(), 'cairn-hostile-')), 'mlruns');
  writeHostileStore(folder, trap.url);
  const answered: string[] = [];
  const unwanted: string[] = [];
  context.on('response', (response) => {
    if (response.url().includes('trap')) answered.push(response.url());
  });
  page.on('dialog', (dialog) => {
    unwanted.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await waitUntilOffline(page);
  await page.getByLabel('Folder to import').setInputFiles(folder);
  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'hostile', exact: true }).click();
  await expect(region(page)).toBeVisible();
  await choose(page, 'picture.svg');
  const pages = context.pages().length;
  const before = await readApp(page);
  await page.evaluate(() => {
    const heard: unknown[] = [];
    const refused: string[] = [];
    addEventListener('message', (event) => heard.push(event.data));
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    Object.assign(window, { heard, refused });
  });

  await test.step('pictures, notes, polyglots', async () => {
    await expect(region(page).getByText('60 × 40 pixels')).toBeVisible();
    await choose(page, 'tail.png');
    await expect(region(page).getByText('1 × 1 pixels')).toBeVisible();
    await choose(page, 'page.png');
    await expect(region(page).getByRole('group', { name: 'Text' })).toContainText('<script>');
    await choose(page, 'notes.md');
    const note = region(page).getByRole('group', { name: 'Markdown' });
    await expect(note).toContainText('<script>');
    await expect(note.getByRole('link')).toHaveCount(0);
    await expect(note.locator('img')).toHaveCount(0);
  });

  await test.step('a page without its scripts', async () => {
    await choose(page, 'clean.html');
    const view = region(page).getByRole('group', { name: 'Page' });
    await expect(view).toContainText('A paragraph');
    expect(await findActing(view)).toEqual([]);
    await expect(view.getByRole('link')).toHaveText(['outside']);
    await expect(view.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer');
    await expect(region(page).getByText(/Left out: .*images from elsewhere not loaded/)).toBeVisible();
    await choose(page, 'deep.html');
    await expect(view).toContainText('Beginning', { timeout: 10_000 });
    await expect(region(page).getByText(/^Cut short: [\d,]+ characters are not shown/)).toBeVisible();
  });

  await test.step('a notebook and a PDF', async () => {
    await choose(page, 'study.ipynb');
    const notebook = region(page).getByRole('group', { name: 'Notebook' });
    await expect(notebook).toContainText('frame cell');
    await expect(notebook).toContainText('a script, which is never run');
    await expect(notebook).toContainText('words instead');
    await expect(notebook).toContainText('ValueError: no');
    expect(await findActing(notebook.locator('.artifact-html > div'))).toEqual([]);
    await expect(notebook.locator('img.notebook-image')).toHaveAttribute('src', /^blob:/);
    await choose(page, 'paper.pdf');
    const paper = region(page).getByRole('group', { name: 'PDF' });
    await expect(paper.getByText('Hostile paper')).toBeAttached();
    await expect(paper.getByRole('link')).toHaveText(['https://example.org/paper']);
    // What the library measures words with does not lengthen the page.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  });

  await test.step('a page that runs, answered by the service worker alone', async () => {
    expect((await fetch(new URL('sandbox.html', site.url))).status).toBe(404);
    await site.stop();
    await choose(page, 'attempts.html');
    // The file ends its own frame soon, and the warning with it: it is waited for from before.
    const warned = expect(region(page).getByText(/send its own contents out over WebRTC/)).toBeVisible();
    await region(page).getByRole('button', { name: 'Run interactively' }).click();
    await warned;
    const attempts = await page.waitForFunction(
      () =>
        (window as unknown as { heard: { attempts?: Record<string, unknown> }[] }).heard
          .map((message) => message?.attempts)
          .find(Boolean),
      undefined,
      { timeout: 15_000 },
    );
    const results = await attempts.jsonValue();
    expect(results).toMatchObject({ origin: 'done null', messagesFromApp: 0 });
    expect(results).toMatchObject({ fetchAway: 'refused', fetchOwn: 'refused' });
    for (const name of ['parentLocation', 'parentDocument', 'parentGlobal', 'localStorage', 'sessionStorage'])
      expect(results, name).toHaveProperty(name, 'SecurityError');
    for (const name of ['cookie', 'topLocation', 'serviceWorker'])
      expect(results, name).toHaveProperty(name, 'SecurityError');
    expect(results).toHaveProperty('open', 'done null');
    await region(page).getByRole('button', { name: 'Close', exact: true }).click();
    await expect(page.locator('iframe')).toHaveCount(0);
    for (const name of ['away.html', 'save.html']) {
      await choose(page, name);
      await region(page).getByRole('button', { name: 'Run interactively' }).click();
      await expect(region(page).getByRole('alert')).toHaveText(/tried to lead its frame to another page/);
      await expect(page.locator('iframe')).toHaveCount(0);
    }
  });

  await test.step('a name that turns around', async () => {
    await page.evaluate(() => {
      const made = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => {
        Object.assign(window, { savedAs: (blob as Blob).type });
        return made(blob);
      };
    });
    await choose(page, 'invoice');
    const download = page.waitForEvent('download');
    await region(page).getByRole('button', { name: 'Download', exact: true }).click();
    expect((await download).suggestedFilename()).toBe('invoice_gnp.html');
    expect(await page.evaluate(() => (window as unknown as { savedAs: string }).savedAs)).toBe(
      'application/octet-stream',
    );
  });

  await test.step('where no service worker answers, nothing else takes its place', async () => {
    await page.evaluate(() => Object.defineProperty(navigator.serviceWorker, 'controller', { value: null }));
    await choose(page, 'away.html');
    await region(page).getByRole('button', { name: 'Run interactively' }).click();
    await expect(region(page).getByRole('alert')).toHaveText(/^Not run: .*Reload the page once/);
    await expect(page.locator('iframe')).toHaveCount(0);
  });

  expect(await readApp(page)).toEqual(before);
  expect(context.pages()).toHaveLength(pages);
  expect(unwanted).toEqual([]);
  expect(answered, 'addresses of the files that anything answered').toEqual([]);
  expect(trap.hits, 'requests that left the browser').toEqual([]);
  // The frame's own tries to go elsewhere, refused by the page around it. Nothing else was.
  const refused = await page.evaluate(() => (window as unknown as { refused: string[] }).refused);
  expect([...new Set(refused)]).toEqual(['frame-src']);
  trap.stop();
  rmSync(folder, { recursive: true });
});
