import { type Accessor, createSignal, onCleanup, untrack } from 'solid-js';

/** What can be done on the screen that is shown, for the palette. */
export interface ScreenCommand {
  readonly label: string;
  /** 'view' for what a person saved, 'action' for what can be done. */
  readonly kind: 'view' | 'action';
  readonly run: () => void;
}

type Offer = Accessor<readonly ScreenCommand[]>;

const [offers, setOffers] = createSignal<readonly Offer[]>([]);

/** Offers these for as long as the part of the screen that calls is there. */
export function offerCommands(offer: Offer): void {
  setOffers([...untrack(offers), offer]);
  onCleanup(() => setOffers(untrack(offers).filter((other) => other !== offer)));
}

/** Everything the screen offers now. Tracks. */
export function screenCommands(): readonly ScreenCommand[] {
  return offers().flatMap((offer) => offer());
}
