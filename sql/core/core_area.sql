SELECT
  code AS area_code,
  name,
  level,
  edition,
  parent,
  valid_from,
  valid_to
FROM seed.area
