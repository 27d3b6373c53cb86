export { ExperimentList } from './experiment-list.tsx';
export { RunsScreen } from './runs-screen.tsx';
