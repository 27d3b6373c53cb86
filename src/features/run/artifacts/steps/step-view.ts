import type { Accessor } from 'solid-js';
import type { StepValue } from '../../../../domain/step-lines.ts';
import type { StepFile } from '../../../../rpc/step-file.ts';

export interface StepViewProps {
  readonly file: StepFile;
  readonly view: {
    /** The line that is shown. */
    readonly at: Accessor<number>;
    readonly choose: (line: number) => void;
    /** null where a line cannot be read. */
    readonly load: (line: number) => Promise<StepValue | null>;
  };
  /** Of the line that is shown; undefined before it is read. */
  readonly value: StepValue | null | undefined;
}
