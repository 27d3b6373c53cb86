export { ModelsScreen, type ModelsScreenProps } from './models-screen.tsx';
export { RegisterModel } from './register-model.tsx';
