import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** What can be done on the screen that is shown, for the palette. */
export interface ScreenCommand {
  readonly label: string;
  /** 'view' for what a person saved, 'action' for what can be done. */
  readonly kind: 'view' | 'action';
  readonly run: () => void;
}

type Offer = Accessor<readonly ScreenCommand[]>;

/** Not a signal's value: while a screen arrives there are two of those, and what one of them forgets would stay. */
const offers = new Set<Offer>();
const [changes, setChanges] = createSignal(0);

/** Offers these for as long as the part of the screen that calls is there. */
export function offerCommands(offer: Offer): void {
  offers.add(offer);
  setChanges((count) => count + 1);
  onCleanup(() => {
    offers.delete(offer);
    setChanges((count) => count + 1);
  });
}

/** Everything the screen offers now. Tracks. */
export function screenCommands(): readonly ScreenCommand[] {
  changes();
  return [...offers].flatMap((offer) => offer());
}
