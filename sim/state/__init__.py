"""What is: the columns of the world, without any rule."""
