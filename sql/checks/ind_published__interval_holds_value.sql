-- severity: error
-- reason: A published interval holds its value; otherwise the limits belong to another measure or have changed places.
-- skäl: Ett publicerat intervall rymmer sitt värde; annars hör gränserna till ett annat mått eller har bytt plats.
SELECT
  indicator,
  area_code,
  period,
  sex,
  value,
  lower,
  upper
FROM ind_published
WHERE
  value < lower OR value > upper
