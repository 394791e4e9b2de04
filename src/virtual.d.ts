/** Types of what vite.config.ts makes up. No import or export may stand here: it would turn them into additions. */
declare module 'virtual:yamr-general-list' {
  /** What scripts/page-data.ts wrote; vite.config.ts brings it. */
  const json: unknown;
  export default json;
}
declare module 'virtual:yamr-movie-pages' {
  /** What scripts/page-data.ts wrote; for the server's side alone: it is of all pages. */
  const json: unknown;
  export default json;
}
