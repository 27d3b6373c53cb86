import type { Page } from '@playwright/test';
import { makeExperiment, makeRun, RUN } from './mlruns-notation.ts';

/**
 * A training that writes into a folder of the page's own file system, as MLflow's file store does. The picker gives that
 * folder, and as after a start of the browser it may be read only once the person was asked.
 */
export class TrainingFolder {
  private step = 0;

  constructor(private readonly page: Page) {}

  /** A run under way with its first points. */
  async begin(points: number): Promise<void> {
    const run = makeRun(
      `1/${RUN}`,
      { 'params/max_steps': '500', 'metrics/loss': this.points(points) },
      { end_time: null, status: '1', start_time: String(Date.now()) },
    );
    const files = { ...makeExperiment('1'), ...run };
    for (const [path, text] of Object.entries(files)) await this.write(path, text, false);
  }

  async grow(points: number): Promise<void> {
    await this.write(`1/${RUN}/metrics/loss`, this.points(points), true);
  }

  /** The loss is gone. */
  async breakDown(): Promise<void> {
    this.step += 1;
    await this.write(`1/${RUN}/metrics/loss`, `${Date.now()} nan ${this.step}\n`, true);
  }

  async end(): Promise<void> {
    const ended = makeRun(`1/${RUN}`, {}, { status: '3', end_time: String(Date.now()) });
    for (const [path, text] of Object.entries(ended)) await this.write(path, text, false);
  }

  /** The value of a step, short enough to stand in a cell as it is. */
  private points(count: number): string {
    return Array.from({ length: count }, () => {
      this.step += 1;
      return `${Date.now()} ${(1000 - this.step) / 1000} ${this.step}\n`;
    }).join('');
  }

  private write(path: string, text: string, appends: boolean): Promise<void> {
    return this.page.evaluate(
      async (given) => {
        const parts = ['mlruns', ...given.path.split('/')];
        const name = parts.pop() ?? '';
        let folder = await navigator.storage.getDirectory();
        for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
        const handle = await folder.getFileHandle(name, { create: true });
        const stream = await handle.createWritable({ keepExistingData: given.appends });
        if (given.appends) await stream.seek((await handle.getFile()).size);
        await stream.write(given.text);
        await stream.close();
      },
      { path, text, appends },
    );
  }
}

/** Runs in the page before the app. */
export function stubWatchedFolder(): void {
  let isGranted = false;
  Reflect.set(window, 'showDirectoryPicker', async () => {
    isGranted = true;
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle('mlruns', { create: true });
  });
  const permissions = {
    queryPermission: async () => (isGranted ? 'granted' : 'prompt'),
    requestPermission: async () => {
      isGranted = true;
      return 'granted';
    },
  };
  Object.assign(FileSystemHandle.prototype, permissions);
}
