"""Forms by another hand: written from the field's habits before the rules or the other generator were read."""
