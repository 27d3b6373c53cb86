import type { ChangeNote } from '../domain/edits.ts';
import type { ExperimentKey, RunKey } from '../domain/ids.ts';
import { alsoInKey, runFieldKey, tagKey } from './edit-keys.ts';
import { brief, type EditStep, type KeyedEdit, MAX_NAME, MAX_TEXT } from './edit-step.ts';

export function renameStep(run: RunKey, name: string): EditStep {
  const edit = { map: 'runs', key: runFieldKey(run, 'name'), value: name.slice(0, MAX_NAME) } as const;
  return { note: { label: 'Rename run', about: run, value: brief(name) }, edits: [edit] };
}

export function deleteStep(runs: readonly RunKey[], deleted: boolean): EditStep {
  const edits = runs.map((run) => ({
    map: 'runs' as const,
    key: runFieldKey(run, 'deleted'),
    value: deleted,
  }));
  return { note: noteOfRuns(deleted ? 'Delete' : 'Restore', runs), edits };
}

export function starStep(runs: readonly RunKey[], starred: boolean): EditStep {
  return {
    note: noteOfRuns(starred ? 'Star' : 'Unstar', runs),
    edits: runs.map((run) => flag(runFieldKey(run, 'starred'), starred)),
  };
}

export function archiveStep(runs: readonly RunKey[], archived: boolean): EditStep {
  return {
    note: noteOfRuns(archived ? 'Archive' : 'Unarchive', runs),
    edits: runs.map((run) => flag(runFieldKey(run, 'archived'), archived)),
  };
}

export function colourStep(runs: readonly RunKey[], colour: number | null): EditStep {
  const edits = runs.map((run) => ({
    map: 'runs' as const,
    key: runFieldKey(run, 'colour'),
    value: colour,
    absent: null,
  }));
  return { note: noteOfRuns(colour === null ? 'Reset colour of' : 'Colour', runs), edits };
}

export function tagStep(runs: readonly RunKey[], key: string, value: string | null): EditStep {
  const label = value === null ? `Remove tag ${brief(key)}` : `Set tag ${brief(key)}`;
  const text = value?.slice(0, MAX_TEXT) ?? null;
  return {
    note: {
      label: runs.length === 1 ? label : `${label} of ${runs.length} runs`,
      about: onlyOne(runs),
      value: brief(value ?? ''),
    },
    edits: runs.map((run) => ({ map: 'runs', key: tagKey(run, key), value: text })),
  };
}

/** `name`: what the experiment is called on the screen, for the history. */
export function moveStep(runs: readonly RunKey[], experiment: ExperimentKey, name: string): EditStep {
  return {
    note: noteOfRuns('Move', runs, ` to ${brief(name)}`),
    edits: runs.flatMap((run) => [
      { map: 'runs', key: runFieldKey(run, 'home'), value: experiment },
      // At home there, it need not be listed there as well.
      flag(alsoInKey(run, experiment), false),
    ]),
  };
}

export function alsoInStep(
  runs: readonly RunKey[],
  experiment: ExperimentKey,
  listed: boolean,
  name: string,
): EditStep {
  return {
    note: noteOfRuns(listed ? 'Copy' : 'Take', runs, ` ${listed ? 'to' : 'out of'} ${brief(name)}`),
    edits: runs.map((run) => flag(alsoInKey(run, experiment), listed)),
  };
}

function flag(key: string, value: boolean): KeyedEdit {
  return { map: 'runs', key, value, absent: false };
}

/** 'Star run' about that run, or 'Star 3 runs' about no one in particular. */
function noteOfRuns(verb: string, runs: readonly RunKey[], rest = ''): ChangeNote {
  const what = runs.length === 1 ? 'run' : `${runs.length} runs`;
  return { label: `${verb} ${what}${rest}`, about: onlyOne(runs), value: '' };
}

function onlyOne(runs: readonly RunKey[]): string {
  return runs.length === 1 ? runs[0]! : '';
}
