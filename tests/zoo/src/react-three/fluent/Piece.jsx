const SHAPES = [
  "M30 60h140c0 45-35 70-70 70s-70-25-70-70z",
  "M80 20h40v25c30 15 40 40 40 60 0 20-15 30-30 30H70c-15 0-30-10-30-30 0-20 10-45 40-60z",
  "M20 90h160l-14 26H34z",
];
const COLOURS = ["#4f6bed", "#8e562e", "#567c73"];

// A drawing of the piece on a slide.
export const Piece = ({ number }) => (
  <svg viewBox="0 0 200 150" width="200" height="150">
    <path d={SHAPES[number]} fill={COLOURS[number]} />
  </svg>
);
