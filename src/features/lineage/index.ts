export { LineageRegion } from './lineage-region.tsx';
export { LineageScreen } from './lineage-screen.tsx';
