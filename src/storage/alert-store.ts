import type { Alert, AlertId } from '../domain/alerts/alert.ts';
import { type Hash, toHash, type WorkspaceId } from '../domain/ids.ts';
import { DeviceDb, type StoredAlert, type StoredChoice } from './device-db.ts';

/** Alerts that a device keeps; the oldest leave. */
export const MOST_ALERTS = 5000;
const SEEN_PACKS = 'alerts/seen-packs';
/** Begins the names of everything that this device chose about alerts. */
const PREFIX = 'alerts/';

/** Alerts that this device has seen in a workspace, and what it chose about them. */
export class AlertStore {
  private readonly db: DeviceDb;

  constructor(workspace: WorkspaceId) {
    this.db = new DeviceDb(workspace);
  }

  loadAlerts(): Promise<readonly StoredAlert[]> {
    return this.db.alerts.orderBy('seenMs').reverse().limit(MOST_ALERTS).toArray();
  }

  async loadSeenPacks(): Promise<readonly Hash[]> {
    const value = (await this.db.choices.get(SEEN_PACKS))?.value;
    return Array.isArray(value) ? value.filter((pack) => typeof pack === 'string').map(toHash) : [];
  }

  /**
   * Stores what an evaluation found, and what it has looked at, as one: a browser that is killed tells it again or not at
   * all. Resolves with those that were not known.
   */
  addAlerts(
    alerts: readonly Alert[],
    seenPacks: readonly Hash[] | null,
    nowMs: number,
  ): Promise<readonly StoredAlert[]> {
    const { alerts: table, choices } = this.db;
    return this.db.transaction('rw', table, choices, async () => {
      const known = new Set<AlertId>(await table.where('id').anyOf(idsOf(alerts)).primaryKeys());
      const added = new Map<AlertId, StoredAlert>();
      for (const alert of alerts)
        if (!known.has(alert.id) && !standsForKnown(alert, alerts, known))
          added.set(alert.id, { id: alert.id, alert, seenMs: nowMs });
      await table.bulkPut([...added.values()]);
      if (seenPacks) await choices.put({ id: SEEN_PACKS, value: seenPacks });
      const count = await table.count();
      if (count > MOST_ALERTS) {
        const oldest = await table
          .orderBy('seenMs')
          .limit(count - MOST_ALERTS)
          .primaryKeys();
        await table.bulkDelete(oldest);
      }
      return [...added.values()];
    });
  }

  async loadChoices(): Promise<ReadonlyMap<string, unknown>> {
    const rows = await this.db.choices.where('id').startsWith(PREFIX).toArray();
    return new Map(
      rows.filter(({ id }) => id !== SEEN_PACKS).map(({ id, value }) => [id.slice(PREFIX.length), value]),
    );
  }

  /** undefined takes the choice back. */
  async saveChoice(name: string, value: unknown): Promise<void> {
    const row: StoredChoice = { id: PREFIX + name, value };
    if (value === undefined) await this.db.choices.delete(row.id);
    else await this.db.choices.put(row);
  }

  /** As one: what others choose meanwhile is not lost. */
  changeChoice(name: string, change: (value: unknown) => unknown): Promise<void> {
    const { choices } = this.db;
    const id = PREFIX + name;
    return this.db.transaction('rw', choices, async () => {
      await choices.put({ id, value: change((await choices.get(id))?.value) });
    });
  }

  close(): void {
    this.db.close();
  }
}

function idsOf(alerts: readonly Alert[]): readonly AlertId[] {
  return [...new Set(alerts.map(({ id }) => id))];
}

/** One that stands for older ones than those of its rule in the list: where the oldest of these is known, so were they. */
function standsForKnown(
  { rule, leftOut }: Alert,
  list: readonly Alert[],
  known: ReadonlySet<AlertId>,
): boolean {
  if (leftOut === undefined) return false;
  const listed = list.filter((one) => one.rule === rule && one.leftOut === undefined);
  const oldest = Math.min(...listed.map(({ atMs }) => atMs));
  return listed.some(({ id, atMs }) => atMs === oldest && known.has(id));
}
