/** Bounds of the log, checked before anything is allocated or verified. */

export const MAX_ENVELOPE_BYTES = 16 * 1024 * 1024;
export const MAX_HEADER_BYTES = 64 * 1024;
export const MAX_DEPS = 4096;
/** Longest name of a person, workspace or type. */
export const MAX_NAME = 200;
/** Devices that one rotation can be sealed to. */
export const MAX_SEALED = 4096;
/** Concurrent epochs that one rotation can join. */
export const MAX_JOINED_EPOCHS = 16;
export const MAX_IMPORT_ENTRIES = 500;
export const MAX_PACKS = 10_000;
export const MAX_NOTES = 1000;
/** An update is made by one document, so by one client; a few when several were merged. */
export const MAX_CLIENTS_IN_UPDATE = 16;
export const MAX_SNAPSHOT_CHUNKS = 100_000;

/** What one author may send in a day of its own clock. */
export const FLOOD_ENVELOPES = 5000;
export const FLOOD_BYTES = 200_000_000;
export const DAY_MS = 86_400_000;

/** Envelopes that wait for others, in memory. */
export const MAX_WAITING = 4096;
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** Refused for good and not stored: remembered so that a peer that sends them again costs little. */
export const MAX_REMEMBERED_REFUSALS = 10_000;
