export { BreachNotes } from './breach-notes.tsx';
export { RulesScreen } from './rules-screen.tsx';
