/** Types of what vite.config.ts makes up. No import or export may stand here: it would turn them into additions. */
declare module 'virtual:yamr-general-list' {
  /** What scripts/general-list.ts wrote; vite.config.ts brings it. */
  const json: unknown;
  export default json;
}
