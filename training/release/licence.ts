/** Owns the notice that travels with everything made from MovieLens (README.txt of ml-latest-small, "Usage License"). */
export const DATA_LICENCE = `This release was computed from a MovieLens dataset by GroupLens Research, University of Minnesota. It may be redistributed under the same conditions as the dataset; commercial use needs permission from GroupLens.

Conditions of the dataset, in short:
- No endorsement by the University of Minnesota or the GroupLens Research Group may be stated or implied.
- Publications that use it acknowledge it: F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets:
  History and Context. ACM Transactions on Interactive Intelligent Systems (TiiS) 5, 4, Article 19.
  https://doi.org/10.1145/2827872
- Redistribution, transformations included, is under these same conditions.
- No commercial or revenue-bearing use without permission from a faculty member of GroupLens Research.
- It comes without any warranty.

The full text: https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html
Movie identifiers of IMDb and TMDB are facts; this product is not endorsed or certified by either.
`;
