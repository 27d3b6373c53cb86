export { RunScreen, type RunScreenProps } from './run-screen.tsx';
