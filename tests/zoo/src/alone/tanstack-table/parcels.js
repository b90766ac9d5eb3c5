const rows = `
PX-1041|Ada Brandt|Lund|A1|2.4
PX-1042|Tomas Reyes|Malmo|C4|0.8
PX-1043|Ines Mora|Ystad|B2|11.5
PX-1044|Karl Lindgren|Lund|A3|5.1
PX-1045|Yuki Tanaka|Malmo|D1|1.3
PX-1046|Petra Novak|Ystad|C2|7.9
PX-1047|Omar Haddad|Lund|B5|3.6
PX-1048|Lena Fischer|Simris|A2|14.2
PX-1049|Noor Aziz|Malmo|D3|0.4
PX-1050|Greta Holm|Lund|B1|6.7
PX-1051|Samuel Okoro|Ystad|C5|9.3
PX-1052|Elin Dahl|Simris|A4|2.9
PX-1053|Marco Bellini|Malmo|D2|4.8
PX-1054|Freya Jensen|Lund|B3|12.6
PX-1055|Hugo Martin|Ystad|C1|1.9
PX-1056|Zofia Wolska|Malmo|A5|8.2
PX-1057|Ivo Petrov|Simris|D4|3.3
PX-1058|Clara Nunes|Lund|B4|10.4
PX-1059|Jonas Berg|Ystad|C3|0.6
PX-1060|Mira Salo|Malmo|D5|5.9
PX-1061|Dario Venn|Simris|A6|7.1
PX-1062|Ruth Abel|Lund|B6|2.2
PX-1063|Emil Strand|Malmo|C6|13.4`;

export const parcels = rows.trim().split("\n").map((line) => {
  const [code, recipient, town, shelf, weight] = line.split("|");
  return { code, recipient, town, shelf, weight: Number(weight), status: "Waiting" };
});
