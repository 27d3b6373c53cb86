import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import { DATABASE, type Person, type Tab } from './people.ts';

/** What people do on the screens of sharing, by what a screen reader would find. */

export async function importDatabase(person: Tab): Promise<void> {
  await person.page.getByLabel('Files to import').setInputFiles([DATABASE]);
  await expect(runsOf(person)).toBeVisible();
}

export function runsOf({ page }: Tab): Locator {
  return page.getByRole('grid', { name: 'Runs' });
}

/** Waits until the table has as many rows as the other's. */
export async function expectRunsOf(other: Tab, people: readonly Tab[]): Promise<void> {
  const rows = (await runsOf(other).getAttribute('aria-rowcount')) ?? '';
  for (const person of people) await expect(runsOf(person)).toHaveAttribute('aria-rowcount', rows);
}

/** The address of a run by the name that the table shows. */
export async function addressOf(person: Tab, run: string): Promise<string> {
  return (await runsOf(person).getByRole('link', { name: run, exact: true }).getAttribute('href')) ?? '';
}

export async function openShare({ page }: Tab): Promise<Locator> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share workspace' });
  await expect(dialog.getByRole('switch', { name: 'Share this workspace' })).toBeEnabled();
  return dialog;
}

export async function closeDialog({ page }: Tab): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

export async function useServer(person: Tab, server: string): Promise<void> {
  const dialog = await openShare(person);
  await dialog.getByRole('textbox', { name: 'Signaling server' }).fill(server);
  await dialog.getByRole('button', { name: 'Save signaling server' }).click();
  await expect(dialog.getByRole('list', { name: 'Signaling servers' })).toContainText(server);
  await closeDialog(person);
}

const LINKS = {
  viewer: ['Create viewer link', 'Viewer link'],
  editor: ['Invite editor', 'Editor invitation'],
} as const;

/** Makes a link and returns its part from `#` on. */
export async function makeLink(person: Tab, role: 'viewer' | 'editor'): Promise<string> {
  const [button, box] = LINKS[role];
  const dialog = await openShare(person);
  await dialog.getByRole('button', { name: button }).click();
  const link = dialog.getByRole('textbox', { name: box });
  await expect(link).toHaveValue(/#join=/);
  const value = await link.inputValue();
  await closeDialog(person);
  return value.slice(value.indexOf('#'));
}

/** Comes by a link, or opens it in the app that is open. */
export async function joinBy(
  person: Person,
  link: string,
  how: 'comes' | 'is here' | 'comes killable' = 'comes',
): Promise<void> {
  if (how === 'is here') await person.goTo(link);
  else await person.come(link, how === 'comes killable');
  const dialog = person.page.getByRole('dialog', { name: 'Join workspace' });
  await dialog.getByRole('textbox', { name: 'Your name' }).fill(person.name);
  await dialog.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(dialog).toBeHidden();
}

export function syncLine({ page }: Tab): Locator {
  return page.getByRole('status', { name: 'Sync' });
}

export async function openSync(person: Tab): Promise<Locator> {
  const dialog = person.page.getByRole('dialog', { name: 'Sync' });
  if (await dialog.isHidden()) await syncLine(person).getByRole('button').click();
  await expect(dialog).toBeVisible();
  return dialog;
}

/** What the panel shows of the content's hash. */
export async function contentOf(person: Tab): Promise<string> {
  const dialog = await openSync(person);
  return (
    await dialog.getByRole('definition').filter({ hasText: 'the same wherever' }).locator('code').innerText()
  ).trim();
}

/** All show one content hash, and say that they are up to date with somebody. Leaves the dialogs closed. */
export async function expectSame(people: readonly Tab[], timeout = 30_000): Promise<string> {
  for (const person of people)
    await expect(syncLine(person), person.name).toContainText('Up to date', { timeout });
  const hashes = async () => [...new Set(await Promise.all(people.map(contentOf)))];
  await expect.poll(async () => (await hashes()).length, { timeout, message: 'content hashes' }).toBe(1);
  const [hash = ''] = await hashes();
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  for (const person of people) await closeDialog(person);
  return hash;
}

export async function historyOf(person: Tab): Promise<Locator> {
  return (await openSync(person)).getByRole('table', { name: 'History' });
}

export async function renameRun({ page }: Tab, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Rename run' }).click();
  await page.getByRole('textbox', { name: 'Run name' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
}

export async function addTag({ page }: Tab, key: string, value: string): Promise<void> {
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('textbox', { name: 'Tag name' }).fill(key);
  await page.getByRole('textbox', { name: 'Tag value' }).fill(value);
  await page.keyboard.press('Enter');
  await expect(tagsOf(page)).toContainText(value);
}

/** On the page of a run: a new model of it. */
export async function registerModel({ page }: Tab, model: string, why: string): Promise<void> {
  await page.getByRole('button', { name: 'Register model', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Register model' });
  await dialog.getByLabel('Model', { exact: true }).fill(model);
  await dialog.getByRole('textbox', { name: 'Why' }).fill(why);
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** On the page of a version. */
export async function moveToStage({ page }: Tab, stage: string, why: string): Promise<void> {
  await page.getByRole('button', { name: 'Set stage', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Set stage of/ });
  await dialog.getByRole('combobox', { name: 'Stage' }).selectOption(stage);
  await dialog.getByRole('textbox', { name: 'Why' }).fill(why);
  await dialog.getByRole('button', { name: 'Set stage', exact: true }).click();
  await expect(dialog).toBeHidden();
}

export function tagsOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Tags' });
}

export function notesOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Notes' });
}

/** Opens the editor of the notes with what is there. */
export async function beginNote({ page }: Tab): Promise<Locator> {
  await notesOf(page)
    .getByRole('button', { name: /^(Add|Edit) notes$/ })
    .click();
  return page.getByRole('textbox', { name: 'Notes in Markdown' });
}

export async function writeNote(person: Tab, text: string): Promise<void> {
  await (await beginNote(person)).fill(text);
  await person.page.keyboard.press('Control+Enter');
  await expect(notesOf(person.page)).toContainText(text);
}

/** All show one content hash, connected or not. */
export async function expectEqualContent(people: readonly Tab[], timeout = 30_000): Promise<string> {
  const hashes = async () => [...new Set(await Promise.all(people.map(contentOf)))];
  await expect.poll(async () => (await hashes()).length, { timeout, message: 'content hashes' }).toBe(1);
  const [hash = ''] = await hashes();
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  for (const person of people) await closeDialog(person);
  return hash;
}

/** Two pair by codes that are pasted as text. */
export async function pair(one: Tab, other: Tab): Promise<void> {
  const showing = await openShare(one);
  await showing.getByRole('button', { name: 'Pair without a server' }).click();
  await showing.getByRole('button', { name: 'Show a code' }).click();
  const reading = await openShare(other);
  await reading.getByRole('button', { name: 'Pair without a server' }).click();
  await reading.getByRole('button', { name: 'Enter their code' }).click();
  await reading.getByRole('textbox', { name: 'Their code' }).fill(await codeIn(showing));
  await reading.getByRole('button', { name: 'Continue' }).click();
  await showing.getByRole('textbox', { name: 'Their code' }).fill(await codeIn(reading));
  await showing.getByRole('button', { name: 'Connect' }).click();
  for (const dialog of [showing, reading])
    await expect(dialog.getByText('The two browsers are connected.')).toBeVisible();
  for (const person of [one, other]) await closeDialog(person);
}

async function codeIn(dialog: Locator): Promise<string> {
  const field = dialog.getByRole('textbox', { name: 'Your code' });
  await expect(field).toHaveValue(/^\w{100,}$/);
  return field.inputValue();
}

/** Saves a file for a teammate; returns where it lies. */
export async function exportFile(person: Tab, what: string): Promise<string> {
  const dialog = await openShare(person);
  await dialog.getByRole('button', { name: 'Export for a teammate' }).click();
  await dialog.getByRole('combobox', { name: 'What goes in' }).selectOption({ label: what });
  const saved = person.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download file' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/\.cairn-sync$/);
  const path = join(person.profile, `for-a-teammate-${Date.now()}.cairn-sync`);
  await download.saveAs(path);
  await closeDialog(person);
  return path;
}

/** Takes in a file; returns what the screen says of it. */
export async function importFile(person: Tab, path: string): Promise<string> {
  const dialog = await openShare(person);
  await dialog.getByLabel('File from a teammate').setInputFiles(path);
  const outcome = dialog.getByRole('status').filter({ hasText: /nothing new|came in|is let in/ });
  await expect(outcome).toBeVisible();
  const text = await outcome.innerText();
  await closeDialog(person);
  return text;
}

export async function removePerson(owner: Tab, name: string): Promise<void> {
  const dialog = await openShare(owner);
  await dialog.getByRole('button', { name: new RegExp(`^Role of ${name}:`) }).click();
  await owner.page.getByRole('menuitem', { name: 'Remove …' }).click();
  await owner.page
    .getByRole('dialog', { name: `Remove ${name}?` })
    .getByRole('button', { name: 'Remove', exact: true })
    .click();
  await expect(dialog.getByRole('list', { name: 'People' })).toContainText('Removed');
  await closeDialog(owner);
}
