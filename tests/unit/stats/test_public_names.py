import alemap.stats


def test_every_public_name_is_there():
    assert all(getattr(alemap.stats, name) is not None for name in alemap.stats.__all__)


def test_every_name_for_the_type_checker_is_public():
    assert set(alemap.stats.__all__) == set(alemap.stats._HOME)
