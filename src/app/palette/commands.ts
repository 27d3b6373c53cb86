import type { ExperimentRecord } from '../../domain/records.ts';
import type { Actions } from '../../state/actions.ts';
import { THEME_CHOICES, type Theme, type ThemeChoice } from '../../state/theme.ts';
import type { WorkspaceSession } from '../../state/workspace-session.ts';
import type { IconName } from '../../ui/icon.tsx';
import { stepBack } from '../undo-keys.ts';

/** One thing that the palette offers. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** What it is: 'experiment', 'run' … */
  readonly kind: string;
  readonly icon: IconName;
  /** It makes something: nothing chooses it but the person. */
  readonly isMaking?: boolean;
  readonly run: () => void;
}

export interface CommandNeeds {
  readonly session: WorkspaceSession;
  readonly actions: Actions;
  readonly theme: Theme;
  readonly go: (path: string) => void;
  readonly onShare: () => void;
  readonly onKeys: () => void;
}

const THEMES: Readonly<Record<ThemeChoice, string>> = {
  system: 'Theme: as the system',
  light: 'Theme: light',
  dark: 'Theme: dark',
};

/** What can be done from anywhere. */
export function listActions({
  session,
  actions,
  theme,
  go,
  onShare,
  onKeys,
}: CommandNeeds): readonly Command[] {
  const { edits, share } = session;
  const action = (label: string, icon: IconName, run: () => void): Command => ({
    id: `action:${label}`,
    label,
    kind: 'action',
    icon,
    run,
  });
  const undo = edits.undoLabel();
  const redo = edits.redoLabel();
  return [
    action('Go to all runs', 'flask', () => go('/experiments/all')),
    action('Go to models', 'model', () => go('/models')),
    action('Go to rules', 'check', () => go('/rules')),
    action('Go to data', 'data', () => go('/data')),
    action('Go to alerts', 'bell', () => go('/alerts')),
    action('Go to settings', 'settings', () => go('/settings')),
    action('Import files', 'upload', actions.importFiles),
    action('Import folder', 'folder', actions.importFolder),
    action('Watch folder', 'pulse', actions.watchFolder),
    action('Watched folders', 'pulse', actions.openWatched),
    action('Share workspace', 'external', onShare),
    ...(share.canEdit() && undo !== null
      ? [action(`Undo: ${undo}`, 'undo', () => stepBack(edits, false))]
      : []),
    ...(share.canEdit() && redo !== null
      ? [action(`Redo: ${redo}`, 'redo', () => stepBack(edits, true))]
      : []),
    ...THEME_CHOICES.filter((choice) => choice !== theme.choice()).map((choice) =>
      action(THEMES[choice], choice === 'dark' ? 'moon' : 'sun', () => theme.setChoice(choice)),
    ),
    action('Keys', 'info', onKeys),
  ];
}

/** Makes an experiment of the name that was typed, for those who may. */
export function newExperiment(typed: string, { session, go }: CommandNeeds): readonly Command[] {
  const name = typed.trim();
  if (name === '' || !session.share.canEdit()) return [];
  const run = () => {
    const key = session.edits.createExperiment(name);
    go(`/experiments/${encodeURIComponent(key)}`);
  };
  return [
    { id: 'new', label: `New experiment “${name}”`, kind: 'action', icon: 'plus', isMaking: true, run },
  ];
}

/** Every word of what was typed is in the label; those whose label begins with it come first. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(' ').filter(Boolean);
  if (words.length === 0) return commands;
  const found = commands.filter(({ label }) => {
    const lower = label.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  const begins = ({ label }: Command) => label.toLowerCase().startsWith(words[0]!);
  return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}

/** The place that Enter takes before anybody has moved: a typing error that finds nothing makes nothing. -1 for none. */
export function firstPlace(commands: readonly Command[]): number {
  return commands.findIndex(({ isMaking }) => !isMaking);
}

/** What can be worked with before what is gone; of each kind, in the order given. */
export function deletedLast<Listed extends { readonly record: Pick<ExperimentRecord, 'lifecycle'> }>(
  experiments: readonly Listed[],
): readonly Listed[] {
  const isDeleted = ({ record }: Listed) => record.lifecycle === 'deleted';
  return [...experiments.filter((one) => !isDeleted(one)), ...experiments.filter(isDeleted)];
}
