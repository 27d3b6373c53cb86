import 'fake-indexeddb/auto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { type AlertCondition, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import { NO_EDITS, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import { toRuleId } from '../../../src/domain/ids.ts';
import type { PromotionNeed } from '../../../src/domain/rules/rule.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { alertRule } from '../../support/alert-workspace.ts';
import { importTree } from '../../support/import-folder.ts';
import { openFolderSource } from '../../support/memory-source.ts';

const FIXTURES = 'tests/fixtures';

/** What a device that has never seen the folder is told of it. */
async function tellAll(
  folder: string,
  condition: AlertCondition,
  rules: WorkspaceEdits['rules'] = NO_EDITS.rules,
): Promise<readonly Alert[]> {
  const { workspace } = await importTree(openFolderSource(folder).tree);
  const session = new QuerySession();
  const alertRules = new Map([[toAlertRuleId('rule'), alertRule(condition)]]);
  await session.setEdits({ ...NO_EDITS, alertRules, rules });
  await session.open(workspace);
  return (await session.checkAlerts(Date.now(), [])).alerts;
}

describe.each(['mlflow-1.11.0', 'mlflow-3.4.0', 'mlflow-3.17.2'])('what %s wrote', (version) => {
  const folder = join(FIXTURES, 'mlruns', version, 'mlruns');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split('/'),
    )
    .filter(([first = '']) => !['.trash', 'models'].includes(first));
  const read = (parts: readonly string[]) => readFileSync(join(folder, ...parts), 'utf8');
  const isThere = (experiment: string, run: string) =>
    [[experiment], [experiment, run]].every((place) =>
      /lifecycle_stage: active/.test(read([...place, 'meta.yaml'])),
    );

  test('is NaN or infinite where its files say so', async () => {
    const expected = new Set<string>();
    for (const parts of files) {
      const [experiment = '', run = '', kind, ...metric] = parts;
      if (kind !== 'metrics' || !isThere(experiment, run)) continue;
      const points = read(parts)
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
      for (const [at, [, value, step]] of points.entries()) {
        const isOdd = (text: string | undefined) => text !== undefined && /nan|inf/i.test(text);
        if (isOdd(value) && !isOdd(points[at - 1]?.[1])) expected.add(`${run} ${metric.join('/')} ${step}`);
      }
    }
    expect(expected.size).toBeGreaterThan(3);
    const told = await tellAll(folder, { kind: 'not-finite', metric: '' });
    expect(told.map(({ run, metric, step }) => `${run} ${metric} ${step}`).sort()).toEqual(
      [...expected].sort(),
    );
  });

  test('failed where its files say so', async () => {
    const expected = files.flatMap((parts) => {
      const [experiment = '', run = '', name] = parts;
      if (name !== 'meta.yaml' || parts.length !== 3) return [];
      // FAILED and KILLED.
      return isThere(experiment, run) && /^status: [45]$/m.test(read(parts)) ? [run] : [];
    });
    const told = await tellAll(folder, { kind: 'ended', how: 'failed' });
    expect(told.map(({ run }) => run).sort()).toEqual(expected.sort());
  });
});

describe('versions in stages, as MLflow 3.17.2 wrote them', () => {
  // Of one run with an rmse of 7.758715208: version 2 is in Production and described, version 4 in Staging and is not.
  const broken = async (needs: PromotionNeed) => {
    const check = { kind: 'promotion', stages: ['Production', 'Staging'], needs } as const;
    const rule = { title: 'Fit for use', check, severity: 'warn', enabled: true } as const;
    const rules = new Map([[toRuleId('fit'), rule]]);
    const folder = join(FIXTURES, 'mlflow-db', 'mlflow-3.17.2');
    const told = await tellAll(folder, { kind: 'rule-broken', rule: '' }, rules);
    return told.map(({ about }) => about).sort();
  };

  test('are told of where they break a rule, and not where they just keep it', async () => {
    expect(await broken({ kind: 'description' })).toEqual([
      'Version 4 of nyc-taxi-regressor has no description.',
    ]);
    const below = await broken({ kind: 'run', filter: 'metrics.rmse < 7.758715208' });
    expect(below.map((about) => /Version \d/.exec(about)?.[0])).toEqual(['Version 2', 'Version 4']);
    expect(await broken({ kind: 'run', filter: 'metrics.rmse <= 7.758715208' })).toEqual([]);
  });
});
