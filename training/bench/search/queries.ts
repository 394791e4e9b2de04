/** Owns what is typed while the search is measured: what people type, with their typos, years and beginnings. */
export const QUERIES: readonly string[] = [
  ...['amelie', 'lord rings 2', 'lord of the rings three', 'Se7en', 'matrix, the', 'godfater', 'forest gump'],
  ...['teh matrix', 'spiderman', 'wall-e', 'harry potter 3', 'rocky ii', 'oceans 11', 'the empire strikes'],
  ...['mission impossible 4', 'shawshank redemtion', 'schindlers list', '2001 a space odyssey', 'zzzzqq'],
  ...['dune 2021', 'parasite (2019)', 'openheimer', 'everything everywhere all at once', 'love', 'man of the']
];
