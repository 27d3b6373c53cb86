import type { WorkspaceId } from '../../src/domain/ids.ts';
import type { LiveMessage } from '../../src/domain/live/live-message.ts';
import type { LivePulse } from '../../src/domain/live/liveness.ts';
import { QuerySession } from '../../workers/query/session.ts';

/** A query session whose channel the test holds, under a clock of its own. */
export class LiveSession {
  nowMs = Date.now();
  readonly asked: LiveMessage[] = [];
  readonly pulses: LivePulse[] = [];
  readonly session: QuerySession;
  private hear: (data: unknown) => void = () => undefined;
  private wake: () => void = () => undefined;

  constructor() {
    this.session = new QuerySession(
      (_, onMessage) => {
        this.hear = onMessage;
        return { post: (message) => this.asked.push(message), close: () => undefined };
      },
      () => this.nowMs,
    );
  }

  close(): void {
    this.session.close();
  }

  async open(workspace: WorkspaceId): Promise<void> {
    await this.session.open(workspace);
    await this.session.onLive((pulse) => {
      this.pulses.push(pulse);
      this.wake();
    });
  }

  /** Without waiting for what comes of it. */
  post(data: unknown): void {
    this.nowMs += 1000;
    this.hear(data);
  }

  /** Resolves with the pulse that tells of it. */
  async tell(data: unknown): Promise<LivePulse> {
    const told = this.nextPulse();
    this.post(data);
    return told;
  }

  nextPulse(): Promise<LivePulse> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = () => undefined;
        resolve(this.pulses.at(-1)!);
      };
    });
  }
}
