-- Index values with the area's name and place in the tree.
SELECT
  index_value.index_id,
  index_value.category,
  index_value.level,
  index_value.area_code,
  area.name AS area_name,
  area.municipality,
  area.county,
  index_value.period,
  index_value.first_period,
  index_value.last_period,
  index_value.value,
  index_value.lower,
  index_value.upper,
  index_value.comparator,
  index_value.difference_error,
  index_value.coverage,
  index_value.known_error,
  index_value.area_type,
  index_value.residents,
  index_value.status
FROM index_value
JOIN seed.area AS area
  ON area.code = index_value.area_code
