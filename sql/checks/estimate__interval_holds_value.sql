-- severity: error
-- reason: An interval holds its value; otherwise its limits belong to another figure or have changed places.
-- skäl: Ett intervall rymmer sitt värde; annars hör gränserna till en annan siffra eller har bytt plats.
SELECT
  indicator,
  area_code,
  period,
  sex,
  category,
  value,
  lower,
  upper
FROM estimate
WHERE
  lower > value + 0.000001 * ABS(value) OR upper < value - 0.000001 * ABS(value)
