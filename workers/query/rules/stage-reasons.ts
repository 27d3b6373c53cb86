import type { ModelVersion, RegistryView } from '../../../src/domain/registry/registry-view.ts';
import type { Rule } from '../../../src/domain/rules/rule.ts';

export interface StageReasons {
  /** What was said when the version came into the stage it is in; '' where nothing was. */
  of(version: ModelVersion): string;
}

const made = new WeakMap<RegistryView, StageReasons>();

/** Made once for a view. */
export function stageReasons(view: RegistryView): StageReasons {
  let reasons = made.get(view);
  if (!reasons) {
    const known = new Map<string, string>();
    const keyOf = (...parts: readonly (string | number | null)[]) => JSON.stringify(parts);
    for (const { what, model, version, to, atMs, why } of view.history)
      if (what === 'stage') known.set(keyOf(model, version, to, atMs), why);
    // By its time: the newest line is another one where a clock was set back.
    reasons = {
      of: ({ model, number, stage, stageSinceMs }) =>
        known.get(keyOf(model, number, stage, stageSinceMs)) ?? '',
    };
    made.set(view, reasons);
  }
  return reasons;
}

export function ruleStages({ check }: Rule): readonly string[] {
  return check.kind === 'promotion' ? check.stages : [];
}
