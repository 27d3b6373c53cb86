/** A module with all it imports as one classic script (`inlineScript` in vite.config.ts). */
declare module '*?inline-script' {
  export const script: string;
}
