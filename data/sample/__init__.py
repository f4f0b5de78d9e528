"""The sample school: invented students, shaped like a real school's."""
