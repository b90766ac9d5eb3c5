module.exports = require("lodash-es/isEqual.js").default;
