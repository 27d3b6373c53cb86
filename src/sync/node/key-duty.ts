import type { AppendResult, WorkspaceLog } from '../log/workspace-log.ts';

/** Time for what others have written to arrive, and for several changes to be answered by one. */
const SETTLE_MS = 3000;
/** Between two owners: the next sees what the one before has done. */
const TURN_MS = 20_000;
const JITTER_MS = 4000;

type Log = Pick<WorkspaceLog, 'device' | 'role' | 'members' | 'needsRotation' | 'rotate'>;

/**
 * What an owner's browser does without being asked: it changes the keys when somebody who was removed may have the
 * newest, or a member has no way to it. Senior owners go first, so that they do not answer one another for ever.
 */
export class KeyDuty {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isActing = false;
  private isDue = false;
  private closed = false;

  constructor(
    private readonly log: Log,
    private readonly rotated: (result: AppendResult) => void,
    private readonly random: () => number = Math.random,
  ) {}

  /** To be called whenever the log has changed. */
  look(): void {
    this.isDue = this.isActing;
    if (this.closed || this.isActing || this.timer !== undefined || this.log.role() !== 'owner') return;
    this.timer = setTimeout(() => void this.act().catch(reportError), this.waitMs());
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private waitMs(): number {
    const owners = this.log.members().filter(({ role }) => role === 'owner');
    const rank = owners.findIndex(({ device }) => device === this.log.device);
    return SETTLE_MS + Math.max(0, rank) * TURN_MS + this.random() * JITTER_MS;
  }

  private async act(): Promise<void> {
    this.timer = undefined;
    this.isActing = true;
    try {
      if (this.closed || this.log.role() !== 'owner' || !(await this.log.needsRotation())) return;
      if (!this.closed) this.rotated(await this.log.rotate(Date.now()));
    } finally {
      this.isActing = false;
      if (this.isDue) this.look();
    }
  }
}
