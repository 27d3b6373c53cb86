export type { WideRow } from './wide-table.tsx';
export { WideTable } from './wide-table.tsx';
