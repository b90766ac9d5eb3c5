module.exports = require("lodash-es/cloneDeep.js").default;
