// What all pages of the zoo have in common. A page decides how it is shown, never what it says.

export const WHEELS = ["Kick wheel", "Electric wheel", "Treadle wheel"];
export const SESSIONS = ["Morning", "Afternoon", "Evening"];
export const GLAZES = ["Amber", "Celadon", "Celestial blue", "Ocean", "Shino", "Tenmoku"];
export const TOOLS = ["Loop tool", "Needle", "Rib", "Sponge", "Wire cutter"];
export const ORDER = ["Throw", "Trim", "Dry", "Glaze"];
export const TREE = [
  { name: "Ceramics", children: [{ name: "Bowls" }, { name: "Vases" }] },
  { name: "Glass", children: [{ name: "Beads" }] },
];
export const SLIDES = ["Raku bowl", "Wood-fired vase", "Slab tray"];
export const HOURS = "Open from 10 to 21, closed on Mondays";
export const FIRING = "Bisque firings run on Tuesdays";
export const FEE = "Billed once a year";
export const PAGE_SIZE = 5;

export const MEMBERS = [
  { id: 1, name: "Ada Holm", city: "Bergen", visits: 14 },
  { id: 2, name: "Bruno Sala", city: "Turin", visits: 3 },
  { id: 3, name: "Carla Nunes", city: "Porto", visits: 27 },
  { id: 4, name: "Dario Venn", city: "Ghent", visits: 9 },
  { id: 5, name: "Edda Brandt", city: "Kiel", visits: 41 },
  { id: 6, name: "Femi Adeyemi", city: "Lagos", visits: 6 },
  { id: 7, name: "Greta Lind", city: "Malmo", visits: 18 },
  { id: 8, name: "Hugo Marsh", city: "Leeds", visits: 2 },
  { id: 9, name: "Ivo Kral", city: "Brno", visits: 33 },
  { id: 10, name: "Jana Weiss", city: "Graz", visits: 11 },
  { id: 11, name: "Kofi Mensah", city: "Accra", visits: 22 },
  { id: 12, name: "Lena Roth", city: "Basel", visits: 7 },
];

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December"];

export const WHEEL_TEXTS = { "Kick wheel": "kick", "Electric wheel": "electric", "Treadle wheel": "treadle" };
export const SESSION_TIMES = { Morning: "9:30", Afternoon: "14:00", Evening: "18:30" };

// Each returns the outcome's text; "" where there is nothing to say.
export const outcome = {
  name: (name) => (name.trim() ? `Booked for ${name.trim()}` : ""),
  guests: (count) => `Party of ${count}`,
  // A Date, or year, month (1 to 12) and day.
  date: (year, month, day) => {
    if (year instanceof Date) return outcome.date(year.getFullYear(), year.getMonth() + 1, year.getDate());
    return year ? `Workshop on ${day} ${MONTHS[month - 1]} ${year}` : "";
  },
  wheel: (wheel) => `Throwing on: ${WHEEL_TEXTS[wheel]}`,
  session: (session) => `Doors open at ${SESSION_TIMES[session]}`,
  firstVisit: (on) => (on ? "Welcome pack added" : ""),
  apron: (on) => (on ? "Apron reserved" : ""),
  glaze: (glaze) => (GLAZES.includes(glaze) ? `${glaze} is in stock` : ""),
  tools: (chosen) => (chosen.length ? `Packed: ${TOOLS.filter((tool) => chosen.includes(tool)).join(", ")}` : ""),
  clay: (kilos) => `${kilos} kg of clay`,
  quote: (sent) => (sent ? "Quote requested" : ""),
  members: (page, count) => `Members ${(page - 1) * PAGE_SIZE + 1} to ${Math.min(page * PAGE_SIZE, count)}`,
  archived: (name) => (name ? `${name} archived` : ""),
  shelf: (name) => (name ? `Showing ${name}` : ""),
  order: (steps) => `First step: ${steps[0]}`,
  note: (text) => (text.trim() ? `Note of ${text.trim().length} characters` : ""),
  photo: (file) => (file ? `${file} attached` : ""),
  piece: (index) => `Piece ${index + 1} of ${SLIDES.length}`,
  booked: () => "Booking confirmed",
};

export const byVisits = (members) => [...members].sort((a, b) => a.visits - b.visits);
